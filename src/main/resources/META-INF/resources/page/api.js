import {fetchWithKey} from './key.js';
import {events} from './sse.js';

/** What the service answered instead of what was asked for. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `The service answered with status ${status}.`);
    this.status = status;
    this.code = body.code ?? `HTTP ${status}`;
    this.request = body.request;
  }
}

/** A stopped turn's conversation stays busy until the server has put its work down; that takes no longer than this. */
const BUSY_TRIES = 20;
const BUSY_PAUSE = 150;

/** Runs a turn; its events, as they happen. Aborting `signal` closes the connection, which stops the server's work. */
export async function* turn(body, signal) {
  const response = await started(body, signal);
  yield* events(response);
}

async function started(body, signal) {
  for (let left = BUSY_TRIES; ; left--) {
    const response = await fetchWithKey('chat?deltas=true', {
      method: 'POST',
      headers: {'Content-Type': 'application/json', Accept: 'text/event-stream'},
      body: JSON.stringify(body),
      signal,
    });
    if (response.ok) {
      return response;
    }
    if (response.status !== 409 || left === 0) {
      throw await refused(response);
    }
    await new Promise(resolve => setTimeout(resolve, BUSY_PAUSE));
  }
}

/** The offered functions: `{name, description, parameters}`. */
export async function tools() {
  return (await json('tools')).map(tool => tool.function);
}

/** The messages of a conversation; none where it does not exist (any more). */
export async function messages(id) {
  try {
    return (await json(`conversations/${encodeURIComponent(id)}`)).messages;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) {
      return [];
    }
    throw error;
  }
}

/** `{state: ready | loading | failed, name, message}` of the model. */
export async function model() {
  const response = await fetch('q/health/ready', {headers: {Accept: 'application/json'}});
  const check = (await response.json()).checks?.find(each => each.name === 'model');
  const data = check?.data ?? {};
  return {state: check?.status === 'UP' ? 'ready' : data.state ?? 'loading', name: data.model, message: data.message};
}

async function json(path) {
  const response = await fetchWithKey(path, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw await refused(response);
  }
  return response.json();
}

async function refused(response) {
  return new Refused(response.status, await response.json().catch(() => ({})));
}
