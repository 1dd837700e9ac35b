/** What this browser remembers of the page. A browser that keeps nothing forgets it with the tab. */
const PREFIX = 'caduceus.';
const fallback = new Map();

export function read(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return fallback.has(name) ? fallback.get(name) : otherwise;
  }
}

export function write(name, value) {
  fallback.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the fallback has it.
  }
}

/** As many turns as a person scrolls back over; half a kilobyte each. */
const TURNS = 200;

/**
 * What a conversation does not say of its turns, oldest first: `{body, done, millis}`, the request, the end (missing where it
 * was stopped) and the time of each call by its id. Only of the last conversation.
 */
export function remembered(conversation) {
  const {of, turns} = read('turns', {});
  return of === conversation ? turns : [];
}

export function remember(turn) {
  const of = turn.body.conversation;
  write('turns', {of, turns: [...remembered(of), turn].slice(-TURNS)});
}

/** An id that nobody guesses. crypto.randomUUID is missing on plain http, which a phone on the same network uses. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return 'c-' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
