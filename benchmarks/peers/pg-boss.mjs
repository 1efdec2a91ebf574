// pg-boss: batches of 1,000, fetched and completed by their identifiers.
import { PgBoss } from "pg-boss";
import { contend, items, payload, url } from "./protocol.mjs";

const queue = "noop";
const batchSize = 1000;
const schema = "peer_pg_boss";
const boss = new PgBoss({ connectionString: url, schema, supervise: false, schedule: false });
boss.on("error", (error) => process.stderr.write(`${error.stack}\n`));

async function add(count) {
  for (let at = 0; at < count; at += 5000)
    await boss.insert(
      queue,
      Array.from({ length: Math.min(5000, count - at) }, (_, n) => ({ data: payload(at + n), retryLimit: 3 })),
    );
}

async function drain() {
  for (;;) {
    const jobs = await boss.fetch(queue, { batchSize });
    if (!jobs?.length) return;
    await boss.complete(
      queue,
      jobs.map((job) => job.id),
    );
  }
}

const database = () => boss.getDb();

async function prepare() {
  await boss.start();
  await boss.createQueue(queue);
  await boss.deleteAllJobs(queue);
  await add(5000);
  await drain();
  await add(items);
  await database().executeSql(`ANALYZE ${schema}.job`);
}

async function cleanUp() {
  await database().executeSql(`DROP SCHEMA ${schema} CASCADE`);
}

await contend({ prepare, work: drain, cleanUp });
