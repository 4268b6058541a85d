// What a person has chosen in Settings besides the theme; kept in this browser.

const DEFUSE = 'pf-csv-defuse';
const LETTERS = 'pf-letter-keys';

export class Preferences {
	/** Text that a spreadsheet would run as a formula gets an apostrophe in front. */
	defuseCsv = $state(true);
	/** Letters alone are commands; who dictates, or presses keys unmeant, turns that off. */
	letterKeys = $state(true);

	constructor() {
		this.defuseCsv = isOn(DEFUSE);
		this.letterKeys = isOn(LETTERS);
	}

	setDefuseCsv(on: boolean): void {
		this.defuseCsv = on;
		keep(DEFUSE, on);
	}

	setLetterKeys(on: boolean): void {
		this.letterKeys = on;
		keep(LETTERS, on);
	}
}

function isOn(key: string): boolean {
	try {
		return localStorage.getItem(key) !== 'false';
	} catch {
		// Storage is denied: as it is meant to be.
		return true;
	}
}

function keep(key: string, on: boolean): void {
	try {
		if (on) localStorage.removeItem(key);
		else localStorage.setItem(key, 'false');
	} catch {
		// Storage is denied: the choice lasts as long as the page.
	}
}
