// Copies the typeface of the screens and bundles the reader of QR codes, each out of its package, and writes down what they
// are: `npm ci --ignore-scripts && npm run build`.
// The result is committed, so that nobody who runs or changes the software needs Node.
import { createHash } from "node:crypto";
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const from = "node_modules/@fontsource/be-vietnam-pro";
const to = "../src/chungtay/foundation/core/static/chungtay/fonts";
const { version, license } = JSON.parse(readFileSync(`${from}/package.json`, "utf8"));
const files = {};
mkdirSync(to, { recursive: true });

function keep(source, name) {
  copyFileSync(`${from}/${source}`, `${to}/${name}`);
  files[name] = createHash("sha256").update(readFileSync(`${to}/${name}`)).digest("hex");
}

let css = "";
for (const weight of [400, 600, 700]) {
  const faces = readFileSync(`${from}/${weight}.css`, "utf8").split("/* be-vietnam-pro-").slice(1);
  for (const face of faces) {
    const subset = face.slice(0, face.indexOf(`-${weight}-normal`));
    if (subset === "latin-ext") continue; // its letters that Vietnamese needs are in the Vietnamese file
    const name = `be-vietnam-pro-${subset}-${weight}.woff2`;
    keep(`files/be-vietnam-pro-${subset}-${weight}-normal.woff2`, name);
    const range = /unicode-range: ([^;]+);/.exec(face)[1];
    css += `@font-face { font-family: "Be Vietnam Pro"; font-style: normal; font-weight: ${weight}; font-display: swap;\n`;
    css += `  src: url(${name}) format("woff2"); unicode-range: ${range}; }\n`;
  }
}
writeFileSync(`${to}/fonts.css`, css);
files["fonts.css"] = createHash("sha256").update(css).digest("hex");
keep("LICENSE", "LICENSE-OFL.txt");
const manifest = { "@fontsource/be-vietnam-pro": { version, license, files } };
writeFileSync(`${to}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n");

// The reader of QR codes for telephones whose browser reads no codes itself (Safari, Firefox, Chromium on a desktop).
const reader = "../src/chungtay/foundation/core/static/chungtay/codes";
const qr = JSON.parse(readFileSync("node_modules/qr/package.json", "utf8"));
mkdirSync(reader, { recursive: true });
await build({
  stdin: { contents: 'export { default } from "qr/decode.js";', resolveDir: "." },
  bundle: true, minify: true, format: "esm", target: "es2020", outfile: `${reader}/decode.js`,
  banner: { js: `// qr ${qr.version}, ${qr.license}; see LICENSE-MIT.txt` },
});
copyFileSync("node_modules/qr/LICENSE-MIT", `${reader}/LICENSE-MIT.txt`);
const sha256 = createHash("sha256").update(readFileSync(`${reader}/decode.js`)).digest("hex");
const about = { qr: { version: qr.version, license: qr.license, files: { "decode.js": sha256 } } };
writeFileSync(`${reader}/manifest.json`, JSON.stringify(about, null, 2) + "\n");
