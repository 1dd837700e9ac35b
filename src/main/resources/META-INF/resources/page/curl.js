/** The turn that `body` asks for as a line for a shell. */
export function curl(body) {
  const url = new URL('chat', document.baseURI);
  return `curl -N ${quoted(url.href)} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
}

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
