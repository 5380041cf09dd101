// Makes streams.json: what JupyterLab itself makes of the pieces of a stream.
//
//	node streams.mjs VERSION jlab_core.….js >streams.json
//
// The function processText is cut out of the minified program.
import { readFileSync } from "node:fs";

const [version, path] = process.argv.slice(2);
const program = readFileSync(path, "utf8");
const middle = program.indexOf('Error("This should not happen")');
const begin = program.lastIndexOf("function t(", middle);
const last = "return{text:n,index:r}}";
const end = program.indexOf(last, middle) + last.length;
const processText = eval(`(() => {${program.slice(begin, end)}; return i})()`);

let seed = 1;
const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
const alphabet = ["a", "b", "c", "π", " ", "\n", "\r", "\b", "\r\n"];

const cases = [
	["10%\r20%\r", "100%\n"],
	["one\r", "two and\rmore\n", "end"],
	["abc\b\b\bxy"],
	["abc\rx\by"],
	["line\n\b\b"],
	["a\r\nb\r\n"],
	["abc\rx\ny"],
];
while (cases.length < 300) {
	const pieces = [];
	for (let n = 1 + random(4); n > 0; n--) {
		let piece = "";
		for (let m = 1 + random(8); m > 0; m--) piece += alphabet[random(alphabet.length)];
		pieces.push(piece);
	}
	cases.push(pieces);
}
const results = cases.map((pieces) => {
	let text, index = 0;
	for (const piece of pieces) ({ text, index } = processText(index, piece, text));
	return { pieces, text };
});
console.log(`{"jupyterlab": ${JSON.stringify(version)}, "cases": [`);
console.log(results.map((r) => JSON.stringify(r)).join(",\n") + "\n]}");
