import {byId} from './dom.js';

/** Says it to a screen reader when it has a moment. */
export function say(text) {
  put('polite', text);
}

/** Says it at once. */
export function warn(text) {
  put('assertive', text);
}

/** The same text twice is two messages: emptied first, filled after the reader has seen that. */
function put(id, text) {
  const region = byId(id);
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}
