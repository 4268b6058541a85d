// What people say to somebody and not to a database, and what is answered.

export type SmallTalk = 'hello' | 'help' | 'thanks';

const SAID: readonly [SmallTalk, RegExp][] = [
	['hello', /^(hi|hello|hey|hallo|good (morning|afternoon|evening|day))( there| all| everybody)?$/],
	['thanks', /^(thanks|thank you|thx|cheers|great|perfect|nice)( a lot| so much| very much| you)?$/],
	[
		'help',
		/^(help|help me|what (can|could|may|should) (i|we|one) (ask|say|do)( here| you)?|what can you do|how does (this|it) work|how do i (use this|ask|begin|start)|examples?)$/
	]
];

/** Undefined: it is something else. Nothing else may stand in it. */
export function smallTalk(text: string): SmallTalk | undefined {
	const plain = text
		.toLowerCase()
		.replace(/[.!?,:)\s]+$/, '')
		.replace(/[,!]/g, '')
		.trim();
	return SAID.find(([, pattern]) => pattern.test(plain))?.[0];
}

export const ANSWERS: Record<SmallTalk, string> = {
	hello: 'Hello. Say what you want to see, and its rows become a view. For example:',
	help: 'Ask about what the tables hold: all of something, how many per something, the newest or highest ten, a span of time. For example:',
	thanks: 'You are welcome.'
};
