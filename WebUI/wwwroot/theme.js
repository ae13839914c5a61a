// Before the first paint, hence not a module: the theme that was chosen on this browser.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* storage is off: the system's theme */ }
