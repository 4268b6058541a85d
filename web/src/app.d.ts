declare global {
	namespace App {
		interface PageState {
			/** The result's sentence is to be changed. */
			edit?: boolean;
		}
	}
}

export {};
