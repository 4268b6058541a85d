// In place of hysnappy, which hyparquet-compressors starts as it is loaded: it is WebAssembly, which the policies of page and
// worker forbid. Snappy is read by hyparquet itself.

export function snappyUncompressor(): typeof snappyUncompress {
	return snappyUncompress;
}

export function snappyUncompress(): Uint8Array {
	throw new Error('Snappy is read by hyparquet.');
}
