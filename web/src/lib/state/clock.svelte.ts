// What time it is: now, for texts like "5 minutes ago", which grow old while the page stays open. The server's clock counts,
// because the moments it is compared with are the server's; this computer's may be wrong.

const STEP = 20_000;
/** The server's answer travels; a smaller difference is no wrong clock. */
const TOLERANCE = 90_000;

export class Clock {
	/** Milliseconds since 1970, by the server's clock. */
	now = $state(Date.now());
	/** How far this computer's clock is from the server's; 0 when it is right. */
	skew = $state(0);

	/** Lets the time pass; the returned function ends it. */
	start(): () => void {
		const timer = setInterval(() => this.#tick(), STEP);
		return () => clearInterval(timer);
	}

	/** `iso`: the server's time as it was just told. What cannot be read changes nothing. */
	hear(iso: string): void {
		const difference = Date.parse(iso) - Date.now();
		if (Number.isNaN(difference)) return;
		this.skew = Math.abs(difference) > TOLERANCE ? difference : 0;
		this.#tick();
	}

	#tick(): void {
		this.now = Date.now() + this.skew;
	}
}
