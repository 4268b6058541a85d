// A drawn chart as a file that stands alone: its colours and letters written into it, its title and legend on top.

const KEPT = [
	'fill',
	'stroke',
	'fill-opacity',
	'stroke-opacity',
	'stroke-width',
	'opacity',
	'font-size',
	'font-weight',
	'text-anchor'
];
const SVG = 'http://www.w3.org/2000/svg';
const PAD = 16;
const LINE = 20;
/** A picture is drawn at twice its size, for sharp screens. */
const SCALE = 2;

/** Saves it under its title. Fails when the browser cannot draw it. */
export async function downloadPicture(
	drawn: SVGSVGElement,
	kind: 'svg' | 'png',
	title: string,
	legend: readonly { name: string; colour: string }[] = legendBeside(drawn)
): Promise<void> {
	const picture = standAlone(drawn, title, legend);
	const text = new XMLSerializer().serializeToString(picture);
	const blob = kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await asPng(picture, text);
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = `${fileName(title)}.${kind}`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function fileName(title: string): string {
	const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
	return words.replace(/^-+|-+$/g, '').slice(0, 80) || 'chart';
}

function legendBeside(drawn: SVGSVGElement): { name: string; colour: string }[] {
	const items = drawn.closest('figure')?.querySelectorAll('.chart-figure ul li') ?? [];
	return [...items].map((item) => {
		const swatch = item.querySelector('.swatch');
		const colour = swatch ? getComputedStyle(swatch).backgroundColor : 'currentColor';
		return {
			name: [...item.childNodes]
				.map((node) => node.textContent?.trim())
				.filter(Boolean)
				.join('  '),
			colour
		};
	});
}

function standAlone(
	drawn: SVGSVGElement,
	title: string,
	legend: readonly { name: string; colour: string }[]
): SVGSVGElement {
	const copy = drawn.cloneNode(true) as SVGSVGElement;
	copy.removeAttribute('aria-hidden');
	writeStyles(drawn, copy);
	copy.querySelectorAll('[aria-label="tip"]').forEach((tip) => tip.remove());

	const { width, height } = drawn.getBoundingClientRect();
	const { color, fontFamily, backgroundColor } = getComputedStyle(document.body);
	const picture = element('svg', {});
	const text = (x: number, y: number, words: string, size: number, weight = 400) => {
		const made = element('text', { x, y, fill: color, 'font-size': size, 'font-weight': weight });
		made.textContent = words;
		return made;
	};
	picture.append(text(PAD, PAD + 14, title, 15, 600));

	let [x, y] = [PAD, PAD + 14 + LINE];
	for (const { name, colour } of legend) {
		const room = 18 + name.length * 7 + 16;
		if (x > PAD && x + room > width) [x, y] = [PAD, y + LINE];
		picture.append(
			element('rect', { x, y: y - 9, width: 10, height: 10, fill: colour }),
			text(x + 16, y, name, 12)
		);
		x += room;
	}
	const top = legend.length > 0 ? y + LINE - 6 : y - 4;
	const whole = { width: Math.ceil(width) + 2 * PAD, height: Math.ceil(top + height) + PAD };
	picture.prepend(element('rect', { ...whole, fill: backgroundColor }));
	for (const [name, value] of Object.entries({ x: PAD, y: top, width, height }))
		copy.setAttribute(name, String(value));
	picture.append(copy);
	picture.setAttribute('font-family', fontFamily);
	for (const [name, value] of Object.entries(whole)) picture.setAttribute(name, String(value));
	return picture as SVGSVGElement;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
	const made = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
	return made;
}

/** Style sheets and the theme's colours stay behind: what they come to is written onto each element. */
function writeStyles(from: Element, to: Element): void {
	const style = getComputedStyle(from);
	to.removeAttribute('class');
	to.removeAttribute('style');
	for (const name of KEPT) {
		const value = style.getPropertyValue(name);
		if (value !== '') to.setAttribute(name, value);
	}
	[...from.children].forEach((child, i) => {
		const twin = to.children[i];
		if (twin) writeStyles(child, twin);
	});
}

function asPng(picture: SVGSVGElement, text: string): Promise<Blob> {
	const [width, height] = ['width', 'height'].map((name) => Number(picture.getAttribute(name)));
	const canvas = document.createElement('canvas');
	canvas.width = SCALE * (width ?? 0);
	canvas.height = SCALE * (height ?? 0);
	const image = new Image();
	return new Promise((resolve, reject) => {
		image.onload = () => {
			canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
			canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
		};
		image.onerror = () => reject(new Error('no picture'));
		// An address of its own (blob:) is what the Content-Security-Policy refuses for pictures.
		image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
	});
}
