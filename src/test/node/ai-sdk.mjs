// The AI SDK's provider for OpenAI-compatible services against the scripted service. Argument: the base URL.
import assert from 'node:assert/strict';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const provider = createOpenAICompatible({
  name: 'caduceus',
  baseURL: process.argv[2],
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const model = provider('caduceus');
const tools = {
  get_weather: tool({
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => ({ city, degrees: 4 }),
  }),
};

const hello = await generateText({ model, prompt: 'Say hello', maxRetries: 0 });
assert.equal(hello.text, 'Hello there!');
console.log('generateText:', hello.text);

const result = streamText({
  model,
  tools,
  stopWhen: stepCountIs(3),
  prompt: 'What is the weather in Oslo?',
  maxRetries: 0,
  onError: ({ error }) => {
    throw error;
  },
});
const parts = [];
for await (const part of result.fullStream) {
  parts.push(part.type);
}
const steps = await result.steps;
assert.deepEqual(steps[0].toolCalls[0].input, { city: 'Oslo' });
assert.equal(steps[0].finishReason, 'tool-calls');
assert.equal(await result.text, 'It is 4 degrees in Oslo.');
assert.ok((await result.totalUsage).totalTokens > 0);
assert.ok(parts.includes('tool-input-start') && parts.includes('tool-input-delta') && parts.includes('tool-call'));
console.log('streamText:', [...new Set(parts)].join(' '), '→', await result.text);

const both = streamText({
  model,
  tools: { get_weather: tool({ ...tools.get_weather, execute: undefined }) },
  prompt: 'What is the weather in Oslo and Rome?',
  maxRetries: 0,
});
const calls = await both.toolCalls;
assert.deepEqual(calls.map((call) => call.input.city), ['Oslo', 'Rome']);
console.log('two calls:', JSON.stringify(calls.map((call) => call.input)));

const thought = streamText({ model, prompt: 'Think first', maxRetries: 0 });
assert.equal(await thought.reasoningText, 'One and one.');
assert.equal(await thought.text, 'Two.');
console.log('reasoning:', await thought.reasoningText);

const person = await generateObject({
  model,
  schema: z.object({ name: z.string(), age: z.number().int() }),
  prompt: 'Describe Ada.',
  maxRetries: 0,
});
assert.deepEqual(person.object, { name: 'Ada', age: 36 });
console.log('generateObject:', JSON.stringify(person.object));
