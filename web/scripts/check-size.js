// The first load's script must stay small: adds up what the built page loads before it can draw, gzipped, and fails
// above the bound. "First load" is every module the page preloads, the start modules, and the home page's own.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BOUND = 150_000;
const build = new URL('../build/', import.meta.url).pathname;
const manifest = JSON.parse(
	readFileSync(new URL('../.svelte-kit/output/client/.vite/manifest.json', import.meta.url), 'utf8')
);

// Keys of the manifest that the first page needs; what they import statically comes with them.
const entries = Object.keys(manifest).filter(
	(key) =>
		/client\/entry\/(start|app)\.js$/.test(key) || /generated\/client-optimized\/nodes\/[0-2]\.js$/.test(key)
);
const files = new Set();
function add(key) {
	const chunk = manifest[key];
	if (!chunk || files.has(chunk.file)) return;
	files.add(chunk.file);
	for (const imported of chunk.imports ?? []) add(imported);
}
entries.forEach(add);
if (files.size < 3)
	throw new Error('check-size: the manifest has no entries; has SvelteKit changed its layout?');

const script = [...files].filter((file) => file.endsWith('.js'));
const bytes = script.reduce((sum, file) => sum + gzipSync(readFileSync(join(build, file))).length, 0);

function total(folder) {
	return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
		const path = join(folder, entry.name);
		return sum + (entry.isDirectory() ? total(path) : statSync(path).size);
	}, 0);
}
console.log(
	`first load: ${(bytes / 1000).toFixed(1)} kB of gzipped script in ${script.length} files (bound ${BOUND / 1000}); ` +
		`whole app: ${(total(build) / 1000).toFixed(0)} kB with its compressed twins`
);
if (bytes > BOUND) {
	console.error(
		'check-size: the first load is over its bound; load what the first page does not need later.'
	);
	process.exit(1);
}
