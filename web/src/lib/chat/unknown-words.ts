// The words of a sentence that were not understood: where they stand, and what may have been meant.

import type { RuleError, UnknownWord } from '../api/protocol';

export interface Mark {
	text: string;
	/** Undefined: these words were understood. */
	unknown?: UnknownWord;
}

/** The sentence in pieces, with each word that was not understood as a piece of its own. */
export function markUnknown(sentence: string, words: readonly UnknownWord[]): Mark[] {
	const places = placed(sentence, words);
	const marks: Mark[] = [];
	let from = 0;
	for (const { offset, length, word } of places) {
		if (offset < from) continue;
		if (offset > from) marks.push({ text: sentence.slice(from, offset) });
		marks.push({ text: sentence.slice(offset, offset + length), unknown: word });
		from = offset + length;
	}
	if (from < sentence.length || marks.length === 0) marks.push({ text: sentence.slice(from) });
	return marks;
}

/** What the frame says of unknown words; an older server names them only. */
export function unknownWords(error: Pick<RuleError, 'unknown' | 'unknown_words'>): UnknownWord[] {
	return error.unknown_words ?? (error.unknown ?? []).map((word) => ({ word, suggestions: [] }));
}

/** The sentence with the unknown word replaced where it stands. */
export function replaceUnknown(sentence: string, word: UnknownWord, by: string): string {
	const place = placed(sentence, [word])[0];
	if (!place) return sentence;
	return sentence.slice(0, place.offset) + by + sentence.slice(place.offset + place.length);
}

interface Placed {
	offset: number;
	length: number;
	word: UnknownWord;
}

function placed(sentence: string, words: readonly UnknownWord[]): Placed[] {
	return words
		.flatMap((word) => said(sentence, word) ?? found(sentence, word))
		.sort((a, b) => a.offset - b.offset);
}

/** Where the server says it stands, when it does stand there. */
function said(sentence: string, word: UnknownWord): Placed[] | null {
	const { offset, length } = word;
	if (offset === undefined || length === undefined || length < 1) return null;
	const text = sentence.slice(offset, offset + length);
	return text.toLowerCase() === word.word.toLowerCase() ? [{ offset, length, word }] : null;
}

/** Every place where it stands as a whole word. */
function found(sentence: string, word: UnknownWord): Placed[] {
	if (word.word === '') return [];
	const literal = word.word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'giu');
	return [...sentence.matchAll(pattern)].map((match) => ({
		offset: match.index,
		length: match[0].length,
		word
	}));
}
