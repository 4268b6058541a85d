import { sveltekit } from '@sveltejs/kit/vite';
import type { ProxyOptions } from 'vite';
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

export default defineConfig({
	plugins: [sveltekit()],
	server: {
		proxy: {
			'/ws': toServer({ ws: true }),
			'/api': toServer()
		}
	},
	build: { target: 'es2022', chunkSizeWarningLimit: 300 },
	// Vitest resolves Svelte's browser build, where $state and $effect live.
	resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
	test: {
		include: ['src/**/*.test.ts'],
		environment: 'node'
	}
});
