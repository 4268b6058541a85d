// Rules and views in the folders that people keep them in. Pure.

/** Those that there are, by name. */
export function foldersOf(kept: readonly { folder: string }[]): string[] {
	const names = new Set(kept.map(({ folder }) => folder).filter((folder) => folder !== ''));
	return [...names].sort((a, b) => a.localeCompare(b));
}

export interface Group<T> {
	/** '': of those that lie in none. */
	folder: string;
	kept: T[];
}

/** By folder, and behind them what lies in none; in their order within each. */
export function byFolder<T extends { folder: string }>(kept: readonly T[]): Group<T>[] {
	return [...foldersOf(kept), '']
		.map((folder) => ({ folder, kept: kept.filter((one) => one.folder === folder) }))
		.filter((group) => group.kept.length > 0);
}
