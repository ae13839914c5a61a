#!/usr/bin/env python3
"""Here to be found: a panel tells a checkout that knows recipes by this file. No recipe is simulated."""
import sys

sys.exit("Error: No recipes in a simulated checkout.")
