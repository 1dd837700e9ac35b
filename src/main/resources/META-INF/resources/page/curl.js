import {key} from './key.js';

/** The turn that `body` asks for as a line for a shell. */
export function curl(body) {
  const url = new URL('chat', document.baseURI);
  // The key itself would end up in the clipboard and the shell's history.
  const credentials = key() ? ' -H "Authorization: Bearer $CADUCEUS_KEY"' : '';
  return `curl -N ${quoted(url.href)}${credentials} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
}

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
