/** Which engine a rule's query is from, for a person; a word the server has and this page does not is shown as it is. */
export function writtenBy(generator: string): string {
	if (generator === 'compiler') return 'rule compiler';
	if (generator === 'model') return 'language model';
	if (generator === 'both') return 'compiler and model agree';
	return generator;
}
