// One request as a person wrote it, and its answer as it came: status, time, text.

export interface TriedAnswer {
	status: number;
	/** "OK"; empty over HTTP/2. */
	statusText: string;
	type: string;
	/** Until the head was there, in milliseconds. */
	elapsed_ms: number;
	/** JSON is laid out. */
	body: string;
	/** There is more than `body` holds. */
	cut: boolean;
}

/** Characters of an answer that are shown: a CSV may have any length. */
export const MOST_SHOWN = 200_000;

/** @throws what fetch throws: TypeError when no answer came. */
export async function tryRequest(
	method: string,
	url: string,
	accept: string,
	body: string | null,
	signal: AbortSignal,
	bodyType = 'application/json'
): Promise<TriedAnswer> {
	const began = performance.now();
	const response = await fetch(url, {
		method,
		headers: {
			...(accept === '' ? {} : { accept }),
			...(body === null ? {} : { 'content-type': bodyType })
		},
		body,
		signal
	});
	const elapsed_ms = performance.now() - began;
	const { text, cut } = await readSome(response);
	const type = response.headers.get('content-type') ?? '';
	return {
		status: response.status,
		statusText: response.statusText,
		type,
		elapsed_ms,
		body: !cut && /[/+]json\b/.test(type) ? laidOut(text) : text,
		cut
	};
}

async function readSome(response: Response): Promise<{ text: string; cut: boolean }> {
	let text = '';
	if (!response.body) return { text, cut: false };
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return { text, cut: false };
		text += value;
		if (text.length <= MOST_SHOWN) continue;
		await reader.cancel();
		return { text: text.slice(0, MOST_SHOWN), cut: true };
	}
}

function laidOut(json: string): string {
	try {
		return JSON.stringify(JSON.parse(json), null, 2);
	} catch {
		return json;
	}
}
