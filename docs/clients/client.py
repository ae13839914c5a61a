#!/usr/bin/env python3
"""Finds the services through SparkControl and reports how they did: client.py [http://panel:9999]"""
import json, sys, time, urllib.request

PANEL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:9999"

def ask(path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(PANEL + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read() or "null")

for name, service in ask("/api/endpoints").items():
    print(name, "ready" if service["ready"] else "not ready", service["base_url"])
    if not service["ready"]:
        continue
    begun = time.monotonic()
    # ... use service["base_url"] here, and say how it went:
    ask("/api/health-event", {"service": name, "ok": True, "source": "client.py", "ms": (time.monotonic() - begun) * 1000})
