import type { HandleClientError } from '@sveltejs/kit';

/** An address that leads nowhere is the reader's business, not a defect; everything else is told to the console. */
export const handleError: HandleClientError = ({ error, status, message }) => {
	if (status !== 404) console.error(error);
	return { message };
};
