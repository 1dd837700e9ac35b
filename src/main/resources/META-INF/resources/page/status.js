import {model} from './api.js';
import {byId} from './dom.js';

const WORDS = {loading: 'The model is being loaded', failed: 'The model could not be loaded', closed: 'The service stops'};
const PAUSE = 1000;

/** Keeps asking until the model is ready. */
export async function watchModel() {
  const status = byId('status');
  for (;;) {
    const now = await model().catch(() => ({state: 'failed', message: 'The service does not answer.'}));
    status.dataset.state = now.state;
    status.textContent = now.state === 'ready' ? now.name ?? 'ready' : WORDS[now.state] ?? now.state;
    status.title = now.message ?? '';
    if (now.state === 'ready') {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE));
  }
}
