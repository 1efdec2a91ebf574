// graphile-worker: --plain takes a job at a time, otherwise its local queue of 500 with batched completion.
import { run, runMigrations, Logger } from "graphile-worker";
import pg from "pg";
import { contend, items, payload, say, hear, url } from "./protocol.mjs";

const schema = "peer_graphile_worker";
const plain = process.argv.includes("--plain");
const wakeUps = process.argv.includes("--wake-up");
const pool = new pg.Pool({ connectionString: url, max: 4 });
const logger = new Logger(() => () => {});
const preset = {
  worker: {
    connectionString: url,
    maxPoolSize: 26,
    schema,
    concurrentJobs: 24,
    pollInterval: 2000,
    ...(plain || wakeUps ? {} : { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }),
  },
};

let picked = () => {};
const taskList = { noop: async (job) => picked(job) };

async function add(count) {
  const rows = Array.from({ length: count }, (_, n) => payload(n));
  for (let at = 0; at < rows.length; at += 5000)
    await pool.query(
      `SELECT count(*) FROM ${schema}.add_jobs(ARRAY(
         SELECT ('noop', p, NULL, NULL, 3, NULL, NULL, NULL)::${schema}.job_spec
         FROM json_array_elements($1::json) AS p))`,
      [JSON.stringify(rows.slice(at, at + 5000))],
    );
}

/** Works until every job is gone: the rows are looked for only once all tasks were called. */
async function drain(count) {
  let called = 0;
  const all = new Promise((resolve) => {
    picked = () => {
      if (++called === count) resolve();
    };
  });
  const runner = await run({ preset, logger, taskList, noHandleSignals: true });
  await all;
  while ((await pool.query(`SELECT EXISTS (SELECT FROM ${schema}._private_jobs) AS left`)).rows[0].left);
  return runner;
}

const cleanUp = () => pool.query(`DROP SCHEMA ${schema} CASCADE`);

async function prepare() {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await runMigrations({ preset, logger });
  const warm = plain ? 500 : 5000;
  await add(warm);
  await (await drain(warm)).stop();
  await add(items);
  await pool.query(`ANALYZE ${schema}._private_jobs`);
}

/** Waits for one job after another, added by the parent's word; says "picked" when its task begins. */
async function wakeUp() {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await runMigrations({ preset, logger });
  picked = () => say("picked");
  await run({ preset, logger, taskList, noHandleSignals: true });
  say("ready");
  await hear("end");
  await cleanUp();
  process.exit(0);
}

if (wakeUps) await wakeUp();
else await contend({ prepare, work: () => drain(items), cleanUp });
