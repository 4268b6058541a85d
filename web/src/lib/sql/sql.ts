// SQL for people: laid out in lines, and cut into pieces that can be coloured. For showing only.

export interface SqlToken {
	text: string;
	kind: 'keyword' | 'text' | 'number' | 'name' | 'function' | 'sign' | 'blank' | 'comment';
}

const KEYWORDS = new Set(
	`all and any array as asc between by case cast coalesce cross current_date current_timestamp date desc distinct else end
	except exists extract false fetch filter first following from full group having ilike in inner intersect interval is join
	last lateral left like limit natural not null nulls offset on or order outer over partition preceding range recursive
	right row rows select similar some then timestamp true unbounded union using values when where window with within`
		.split(/\s+/)
		.filter(Boolean)
);

const TOKEN =
	/(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|([A-Za-z_][\w$]*)|(\d+(?:\.\d+)?)|(\s+)|(::|<>|<=|>=|!=|\|\||->>|->|[^\s])/gy;

export function tokenise(sql: string): SqlToken[] {
	const tokens: SqlToken[] = [];
	TOKEN.lastIndex = 0;
	for (let match = TOKEN.exec(sql); match; match = TOKEN.exec(sql)) {
		const [text, comment, quoted, name, word, number, blank] = match;
		if (comment !== undefined) tokens.push({ text, kind: 'comment' });
		else if (quoted !== undefined) tokens.push({ text, kind: 'text' });
		else if (name !== undefined) tokens.push({ text, kind: 'name' });
		else if (word !== undefined) tokens.push({ text, kind: wordKind(word, sql[TOKEN.lastIndex]) });
		else if (number !== undefined) tokens.push({ text, kind: 'number' });
		else if (blank !== undefined) tokens.push({ text, kind: 'blank' });
		else tokens.push({ text, kind: 'sign' });
	}
	return tokens;
}

function wordKind(word: string, next: string | undefined): SqlToken['kind'] {
	if (KEYWORDS.has(word.toLowerCase())) return 'keyword';
	return next === '(' ? 'function' : 'name';
}

const CLAUSES = new Set([
	'select',
	'from',
	'where',
	'group',
	'having',
	'order',
	'limit',
	'offset',
	'union',
	'intersect',
	'except',
	'window'
]);
const JOINS = new Set(['join', 'left', 'right', 'inner', 'full', 'cross', 'natural']);
const INDENT = '  ';

/** Breaks before clauses, joins and conditions; a bracket with a SELECT in it is indented. Changes only white space. */
export function layOut(sql: string): string {
	const tokens = tokenise(sql.trim());
	const words = tokens.filter((token) => token.kind !== 'blank');
	let out = '';
	/** For each open bracket: whether a SELECT stands in it. */
	const brackets: boolean[] = [];
	let between = false;
	let clause = 'select';

	const depth = () => brackets.filter(Boolean).length;
	const plain = () => brackets.at(-1) === false;
	const line = (indent: number) => {
		out = out.trimEnd() + (out === '' ? '' : '\n') + INDENT.repeat(indent);
	};

	let gap = false;
	let n = -1;
	for (const token of tokens) {
		if (token.kind === 'blank') {
			gap = true;
			continue;
		}
		n += 1;
		const lower = token.text.toLowerCase();
		const previous = words[n - 1]?.text.toLowerCase() ?? '';
		if (token.kind === 'keyword' && !plain()) {
			if (CLAUSES.has(lower) && !(lower === 'from' && previous === 'distinct') && previous !== 'within') {
				line(depth());
				clause = lower;
				gap = false;
			} else if (JOINS.has(lower) && !JOINS.has(previous) && words[n + 1]?.text !== '(') {
				line(depth() + 1);
				gap = false;
			} else if (lower === 'between') {
				between = true;
			} else if (lower === 'and' && between) {
				between = false;
			} else if ((lower === 'and' || lower === 'or') && (clause === 'where' || clause === 'having')) {
				line(depth() + 1);
				gap = false;
			}
		}
		if (gap && out !== '' && !out.endsWith('\n')) out += ' ';
		gap = false;
		if (token.text === ')' && brackets.pop()) line(depth());
		out += token.text;
		if (token.text === '(') brackets.push(/^(select|with)$/i.test(words[n + 1]?.text ?? ''));
		if (token.kind === 'comment' && token.text.startsWith('--')) line(depth());
	}
	return out;
}
