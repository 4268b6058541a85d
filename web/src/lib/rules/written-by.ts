/** Which engine a rule's query is from, for a badge; a word the server has and this page does not is shown as it is. */
export function generatorLabel(generator: string): string {
	if (generator === 'model') return 'language model';
	if (generator === 'both') return 'compiler and model agree';
	if (generator === 'person') return 'written as SQL';
	return generator;
}

/** The same in a sentence: "written by …". */
export function writtenBy(generator: string): string {
	if (generator === 'compiler') return 'the rule compiler';
	if (generator === 'model') return 'a language model';
	if (generator === 'both') return 'the rule compiler, and a language model agrees';
	if (generator === 'person') return 'a person, as SQL';
	return generator;
}
