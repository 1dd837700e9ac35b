// Before the first paint, so that a chosen theme never flashes in from the other one.
try {
  const theme = localStorage.getItem('caduceus.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // A browser that keeps nothing: as the system has it.
}
