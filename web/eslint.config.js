// What prettier and svelte-check do not see: promises nobody awaits, what CONTRIBUTING forbids (any, !), Svelte's own.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
	globalIgnores(['.svelte-kit/', 'build/']),
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	{
		rules: {
			'no-undef': 'off', // TypeScript knows better
			'@typescript-eslint/no-non-null-assertion': 'error',
			'svelte/no-navigation-without-resolve': 'off', // the app is served at the root (svelte.config.js)
			'svelte/prefer-svelte-reactivity': 'off' // what nothing renders is a plain Set or Map
		}
	},
	{
		files: ['src/**/*.ts', 'src/**/*.svelte'],
		languageOptions: {
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser,
				svelteConfig
			}
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			]
		}
	}
);
