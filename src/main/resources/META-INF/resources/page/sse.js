/** The events of a text/event-stream response as `{event, data}`, data read as JSON; comments are skipped. */
export async function* events(response) {
  let rest = '';
  for await (const chunk of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    const lines = (rest + chunk).split(/\r?\n\r?\n/);
    rest = lines.pop();
    for (const block of lines) {
      const event = read(block);
      if (event) {
        yield event;
      }
    }
  }
}

/** Streams are not iterable in every browser yet. */
async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    reader.releaseLock();
  }
}

function read(block) {
  let event = 'message';
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) {
      event = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).replace(/^ /, ''));
    }
  }
  return data.length ? {event, data: JSON.parse(data.join('\n'))} : null;
}
