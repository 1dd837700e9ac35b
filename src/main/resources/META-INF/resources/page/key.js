import {byId} from './dom.js';

/** The key lives as long as the tab, and is sent in a header only: a URL ends up in histories and logs. */
const NAME = 'caduceus.key';
let kept;
let asking = null;

/** The key that is sent, if one had to be given. */
export function key() {
  try {
    return kept ?? sessionStorage.getItem(NAME) ?? undefined;
  } catch {
    return kept; // A browser that keeps nothing forgets it with the page.
  }
}

/** As fetch; where the service wants credentials, the user is asked for a key, once for all that wait. */
export async function fetchWithKey(path, request) {
  for (;;) {
    const sent = key();
    const headers = sent ? {...request.headers, Authorization: `Bearer ${sent}`} : request.headers;
    const response = await fetch(path, {...request, headers});
    if (response.status !== 401) {
      return response;
    }
    if (key() === sent && !await (asking ??= ask(sent))) {
      return response;
    }
  }
}

/** Whether a key was given. */
function ask(refused) {
  const dialog = byId('key-dialog');
  const field = byId('key');
  byId('key-refused').hidden = !refused;
  field.value = '';
  dialog.returnValue = '';
  // No button of the form's: Enter takes the first of those, and is to use the key.
  byId('key-close').onclick = () => dialog.close();
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      const given = dialog.returnValue === 'use' ? field.value.trim() : '';
      field.value = '';
      if (given) {
        keep(given);
      }
      asking = null;
      resolve(given !== '');
    }, {once: true});
  });
}

function keep(given) {
  kept = given;
  try {
    sessionStorage.setItem(NAME, given);
  } catch {
    // Until the page is loaded anew, then.
  }
}
