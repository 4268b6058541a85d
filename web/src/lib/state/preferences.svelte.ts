// What a person has chosen besides the theme: in Settings, and how rules are drawn. Kept in this browser.

import { readChart, writeChart } from '../results/address';
import type { ChartSpec } from '../results/chart';

const DEFUSE = 'pf-csv-defuse';
const LETTERS = 'pf-letter-keys';
const COMPACT = 'pf-compact';
const CHARTS = 'pf-charts';
/** The charts of so many rules are remembered, the newest. */
const MOST_CHARTS = 200;

export class Preferences {
	/** Text that a spreadsheet would run as a formula gets an apostrophe in front. */
	defuseCsv = $state(true);
	/** Letters alone are commands; who dictates, or presses keys unmeant, turns that off. */
	letterKeys = $state(true);
	/** How far apart rows of tables stand. */
	density = $state<'compact' | 'comfortable'>('compact');

	constructor() {
		this.defuseCsv = isOn(DEFUSE);
		this.letterKeys = isOn(LETTERS);
		if (!isOn(COMPACT)) this.density = 'comfortable';
	}

	setDefuseCsv(on: boolean): void {
		this.defuseCsv = on;
		keep(DEFUSE, on);
	}

	setLetterKeys(on: boolean): void {
		this.letterKeys = on;
		keep(LETTERS, on);
	}

	setDensity(density: 'compact' | 'comfortable'): void {
		this.density = density;
		keep(COMPACT, density === 'compact');
	}

	/** How the rows of a rule (or table) were last drawn here; nothing when they never were. */
	chartOf(key: string): Partial<ChartSpec> {
		const text = new Map(this.#charts()).get(key);
		return text === undefined ? {} : readChart(new URLSearchParams(text));
	}

	keepChart(key: string, chart: Partial<ChartSpec>): void {
		const params = new URLSearchParams();
		writeChart(chart, params);
		const others = this.#charts().filter(([name]) => name !== key);
		try {
			const kept = [...others, [key, params.toString()]].slice(-MOST_CHARTS);
			localStorage.setItem(CHARTS, JSON.stringify(kept));
		} catch {
			// Storage is denied or full: the address has it.
		}
	}

	/** What stands in storage may have been written by anything. */
	#charts(): [string, string][] {
		try {
			const kept: unknown = JSON.parse(localStorage.getItem(CHARTS) ?? '[]');
			return Array.isArray(kept) ? kept.filter(isPair) : [];
		} catch {
			return [];
		}
	}
}

function isPair(value: unknown): value is [string, string] {
	return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
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
