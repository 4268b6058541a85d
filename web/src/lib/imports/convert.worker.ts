// Unpacking and converting on a thread of its own: the page stays at hand, and what goes wrong here ends here.

export interface Job {
	file: Blob;
	kind: 'spreadsheet' | 'parquet';
	sheet?: string;
}

self.onmessage = async ({ data }: MessageEvent<Job>) => {
	try {
		const made =
			data.kind === 'parquet'
				? await (await import('./parquet')).convertParquet(data.file)
				: await (await import('./spreadsheet')).convertSpreadsheet(data.file, data.sheet);
		self.postMessage({ made });
	} catch (error) {
		self.postMessage({ failed: error instanceof Error ? error.message : String(error) });
	}
};
