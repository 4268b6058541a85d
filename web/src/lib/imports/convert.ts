// What the server does not read is made into JSON lines here; what does that is loaded when it is used.

import { ApiError } from '../api/http';
import type { Job } from './convert.worker';
import type { Converted } from './spreadsheet';

/** By the file's first bytes; null: it goes to the server as it is. */
export async function convertible(file: Blob): Promise<Job['kind'] | null> {
	const first = new TextDecoder('latin1').decode(await file.slice(0, 4).arrayBuffer());
	if (first === 'PAR1') return 'parquet';
	return first.startsWith('PK\x03\x04') ? 'spreadsheet' : null;
}

export function convert(job: Job, signal: AbortSignal): Promise<Converted> {
	const worker = new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' });
	return new Promise<Converted>((resolve, reject) => {
		const fail = (message: string) => reject(new ApiError(message, 'invalid_request'));
		worker.onmessage = ({ data }: MessageEvent<{ made?: Converted; failed?: string }>) =>
			data.made ? resolve(data.made) : fail(data.failed ?? '');
		worker.onerror = () => fail('This file cannot be converted here. Save it as CSV.');
		signal.addEventListener('abort', () => reject(new ApiError('It was cancelled.', 'cancelled')));
		worker.postMessage(job);
	}).finally(() => worker.terminate());
}
