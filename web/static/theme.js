// Runs before the first paint, so that a chosen theme never flashes the other one.
try {
	var theme = localStorage.getItem('pf-theme');
	if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
	// Storage is denied: the system's theme it is.
}
