// OpenAI's own client for Node against the scripted service. Argument: the base URL. Prints what it saw, fails loudly.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 0 });
const model = 'caduceus';
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather in a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const ask = (content) => [{ role: 'user', content }];

const hello = await client.chat.completions.create({ model, messages: ask('Say hello') });
assert.equal(hello.choices[0].message.content, 'Hello there!');
console.log('chat:', hello.choices[0].message.content);

const stream = client.chat.completions.stream({
  model,
  messages: ask('What is the weather in Oslo and Rome?'),
  tools,
  stream_options: { include_usage: true },
});
const called = [];
stream.on('tool_calls.function.arguments.done', (call) => called.push([call.index, call.name, call.arguments]));
const streamed = await stream.finalChatCompletion();
assert.deepEqual(called, [
  [0, 'get_weather', '{"city": "Oslo"}'],
  [1, 'get_weather', '{"city": "Rome"}'],
]);
assert.equal(streamed.choices[0].finish_reason, 'tool_calls');
assert.equal(new Set(streamed.choices[0].message.tool_calls.map((call) => call.id)).size, 2);
assert.ok(streamed.usage.total_tokens > 0);
console.log('streamed calls:', JSON.stringify(called));

const runner = client.chat.completions.runTools({
  model,
  stream: true,
  messages: ask('What is the weather in Oslo?'),
  tools: [
    {
      type: 'function',
      function: { ...tools[0].function, parse: JSON.parse, function: ({ city }) => ({ city, degrees: 4 }) },
    },
  ],
});
const answer = await runner.finalContent();
assert.equal(answer, 'It is 4 degrees in Oslo.');
console.log('runTools:', answer);

await assert.rejects(client.chat.completions.create({ model, messages: ask('x'), n: 2 }), (error) => {
  assert.ok(error instanceof OpenAI.BadRequestError);
  assert.equal(error.param, 'n');
  console.log('refused:', error.message);
  return true;
});

const aborted = await client.chat.completions.create({ model, messages: ask('Count'), stream: true });
for await (const chunk of aborted) {
  assert.equal(chunk.object, 'chat.completion.chunk');
  break; // which aborts the request
}
const listed = await client.models.list();
console.log('models:', listed.data.map((one) => one.id).join(', '));
