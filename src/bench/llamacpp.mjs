// The cells of EngineTimes with llama.cpp: node llamacpp.mjs MODULES FILE.gguf NAME THREADS CELL…
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';

const [modules, file, type, threads, ...cells] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const { getLlama } = await import(pathToFileURL(require.resolve('node-llama-cpp')).href);

const STEPS = { 1: 64, 4: 32, 8: 16, 16: 16 };
const BATCHES = (process.env.BATCHES ?? '1 4 8 16').split(' ').map(Number);
const PROMPT = 1500;
const QUESTION = 32;
const ids = (start, count) => Array.from({ length: count }, (_, i) => 100 + ((start + i * 7919) % 100000));
const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;
const now = () => process.hrtime.bigint();
const show = (cell, value) => console.log(`llama.cpp ${type}\t${cell}\t${value.toFixed(4)}`);
const read = (sequence, tokens) => sequence.evaluateWithoutGeneratingNewTokens(tokens);

async function first(sequence, tokens) {
  for await (const token of sequence.evaluate(tokens, { temperature: 0 })) {
    return token;
  }
}

const begin = now();
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: Number(threads), logLevel: 'error' });
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0, useMmap: true });
const context = await model.createContext({
  sequences: 16, contextSize: 2304, batchSize: 512, threads: { ideal: Number(threads), min: Number(threads) },
  flashAttention: process.env.FLASH === 'off' ? false : 'auto', ignoreMemorySafetyChecks: true,
});
const sequences = Array.from({ length: 16 }, () => context.getSequence());
await read(sequences[0], ids(1, 1));
const loaded = seconds(begin);

// Sequences have cells of their own: the rows are copied by way of a file.
async function decode(cell, length) {
  const state = join(tmpdir(), `bench-${process.pid}`);
  await sequences[0].clearHistory();
  await read(sequences[0], ids(3, length));
  await sequences[0].saveStateToFile(state);
  for (const batch of BATCHES) {
    const steps = STEPS[batch];
    for (const sequence of sequences.slice(0, batch)) {
      await sequence.clearHistory();
      await sequence.loadStateFromFile(state, { acceptRisk: true });
    }
    const streams = sequences.slice(0, batch)
      .map((sequence, i) => sequence.evaluate(ids(5 + i, 1), { temperature: 0, yieldEogToken: true }));
    const all = (count) => Promise.all(streams.map(async (stream) => {
      for (let i = 0; i < count; i++) await stream.next();
    }));
    await all(1);
    const start = now();
    await all(steps);
    show(`${cell}/${batch}`, (batch * steps) / seconds(start));
    await Promise.all(streams.map((stream) => stream.return()));
  }
  rmSync(state, { force: true });
}

for (const cell of cells) {
  const [kind, size] = cell.split('/');
  if (kind === 'load') {
    show(cell, loaded);
  } else if (kind === 'prefill') {
    await sequences[0].clearHistory();
    const start = now();
    await first(sequences[0], ids(Number(size), Number(size)));
    show(cell, Number(size) / seconds(start));
  } else if (kind === 'decode') {
    await decode(cell, Number(size));
  } else if (kind === 'first') {
    await sequences[0].clearHistory();
    let start = now();
    await first(sequences[0], ids(7, PROMPT));
    show('first/cold', seconds(start));
    for (let question = 0; question < 3; question++) {
      await sequences[0].eraseContextTokenRanges([{ start: PROMPT - QUESTION, end: sequences[0].nextTokenIndex }]);
      start = now();
      await first(sequences[0], ids(11 + question, QUESTION));
      show('first/warm', seconds(start));
    }
  }
}
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
show('memory', Number(peak) / 1048576);
process.exit(0);
