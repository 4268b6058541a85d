// Light, dark, or what the system says. static/theme.js applies the choice before the first paint.

export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'pf-theme';

export class Theme {
	choice = $state<ThemeChoice>('system');

	constructor() {
		const chosen = document.documentElement.dataset.theme;
		if (chosen === 'light' || chosen === 'dark') this.choice = chosen;
	}

	choose(choice: ThemeChoice): void {
		this.choice = choice;
		if (choice === 'system') delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = choice;
		try {
			if (choice === 'system') localStorage.removeItem(KEY);
			else localStorage.setItem(KEY, choice);
		} catch {
			// Storage is denied: the choice lasts as long as the page.
		}
	}
}
