import { describe, expect, test } from 'vitest';
import { markUnknown, replaceUnknown, unknownWords } from './unknown-words';

const words = (...list: string[]) => unknownWords({ unknown: list });
const marked = (sentence: string, ...unknown: string[]) =>
	markUnknown(sentence, words(...unknown))
		.map((mark) => (mark.unknown ? `[${mark.text}]` : mark.text))
		.join('');

describe('markUnknown', () => {
	test('marks whole words, whatever their case', () => {
		expect(marked('Find Blue widgets in bluegrass', 'blue', 'widgets')).toBe(
			'Find [Blue] [widgets] in bluegrass'
		);
	});
	test('takes signs literally', () => {
		expect(marked('what of c++ and (x)', 'c++', '(x)')).toBe('what of [c++] and [(x)]');
	});
	test('leaves the sentence whole when nothing is named', () => {
		expect(markUnknown('Find all', [])).toEqual([{ text: 'Find all' }]);
	});
	test('marks only the place that the server names', () => {
		const word = { word: 'blue', offset: 10, length: 4, suggestions: ['Blue Ocean'] };
		expect(markUnknown('blue, not blue', [word])).toEqual([
			{ text: 'blue, not ' },
			{ text: 'blue', unknown: word }
		]);
	});
	test('a place where the word does not stand is looked for', () => {
		const word = { word: 'blue', offset: 99, length: 4, suggestions: [] };
		expect(markUnknown('so blue', [word])[1]).toEqual({ text: 'blue', unknown: word });
	});
});

describe('replaceUnknown', () => {
	test('puts the suggestion where the word stands', () => {
		const word = { word: 'frob', offset: 9, length: 4, suggestions: ['workflow'] };
		expect(replaceUnknown('Find all frob patterns', word, 'workflow')).toBe('Find all workflow patterns');
	});
	test('a sentence without the word stays as it is', () => {
		expect(replaceUnknown('Find all', { word: 'frob', suggestions: [] }, 'x')).toBe('Find all');
	});
});
