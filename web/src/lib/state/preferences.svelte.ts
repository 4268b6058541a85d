// What a person has chosen in Settings besides the theme; kept in this browser.

const DEFUSE = 'pf-csv-defuse';

export class Preferences {
	/** Text that a spreadsheet would run as a formula gets an apostrophe in front. */
	defuseCsv = $state(true);

	constructor() {
		try {
			this.defuseCsv = localStorage.getItem(DEFUSE) !== 'false';
		} catch {
			// Storage is denied: the safe way it is.
		}
	}

	setDefuseCsv(on: boolean): void {
		this.defuseCsv = on;
		try {
			if (on) localStorage.removeItem(DEFUSE);
			else localStorage.setItem(DEFUSE, 'false');
		} catch {
			// Storage is denied: the choice lasts as long as the page.
		}
	}
}
