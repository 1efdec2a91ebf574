// A contender says "ready", does its work when told "go", says "done", and cleans up when told "end".
import { createInterface } from "node:readline";

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at >= 0 ? process.argv[at + 1] : otherwise;
};

export const url = argument("--db");
export const items = Number(argument("--items", "100000"));

/** As many rows as an item of ours is large: 200 bytes. */
export const payload = (n) => ({ name: `Customer ${n}`, note: "x".repeat(150) });

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const say = (word) => process.stdout.write(`${word}\n`);

export async function hear(word) {
  const { value, done } = await lines.next();
  if (done || value !== word) {
    process.stderr.write(`expected '${word}' and heard '${value}'\n`);
    process.exit(1);
  }
}

export async function contend({ prepare, work, cleanUp }) {
  await prepare();
  say("ready");
  await hear("go");
  await work();
  say("done");
  await hear("end");
  await cleanUp();
  process.exit(0);
}
