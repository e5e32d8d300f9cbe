// Read an RDF file strictly with N3.js and print it as N-Quads: node read_with_n3.mjs FOLDER-OF-N3 FILE FORMAT
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

const [folder, file, format] = process.argv.slice(2);
const N3 = createRequire(`${folder}/`)("n3");
const writer = new N3.Writer(process.stdout, { end: false, format: "N-Quads" });
new N3.Parser({ format }).parse(createReadStream(file), (error, quad) => {
  if (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  if (quad) writer.addQuad(quad);
  else writer.end();
});
