import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin, ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.PF_SERVER ?? 'http://127.0.0.1:8000';

// The server accepts only its own Host and Origin, so the proxy speaks as if the page came from the server.
function toServer(options: ProxyOptions = {}): ProxyOptions {
	return {
		target: server,
		changeOrigin: true,
		configure(proxy) {
			proxy.on('proxyReq', (request) => request.setHeader('origin', server));
			proxy.on('proxyReqWs', (request) => request.setHeader('origin', server));
		},
		...options
	};
}

// SvelteKit's own announcer of page changes carries a style attribute, the one thing in the app that a strict
// Content-Security-Policy would refuse; the shared class does the same.
const strictAnnouncer: Plugin = {
	name: 'strict-announcer',
	enforce: 'pre',
	transform(code, id) {
		if (!id.endsWith('/generated/root.svelte')) return null;
		return code.replace(/(id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="sr-only"');
	}
};

export default defineConfig({
	worker: { format: 'es' },
	plugins: [strictAnnouncer, sveltekit()],
	server: {
		proxy: {
			'/ws': toServer({ ws: true }),
			'/api': toServer(),
			'/openapi.json': toServer(),
			'/healthz': toServer(),
			'/readyz': toServer(),
			'/metrics': toServer()
		}
	},
	build: {
		target: 'es2022',
		chunkSizeWarningLimit: 300,
		// The page takes fonts from its own server only, none that is written into a stylesheet.
		assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined)
	},
	resolve: {
		alias: { hysnappy: fileURLToPath(new URL('./src/lib/imports/no-snappy.ts', import.meta.url)) },
		// Vitest resolves Svelte's browser build, where $state and $effect live.
		...(process.env.VITEST && { conditions: ['browser'] })
	},
	test: {
		include: ['src/**/*.test.ts'],
		environment: 'node'
	}
});
