import {Answer} from './answer.js';

/** A conversation's messages → turns: `{said, answer}` in order. */
export function turnsOf(messages) {
  const turns = [];
  for (const message of messages) {
    const answer = turns.at(-1)?.answer;
    if (message.role === 'user') {
      turns.push({said: message.text, answer: new Answer()});
    } else if (message.role === 'assistant') {
      message.parts.forEach(part => show(part, answer));
    } else if (message.role === 'tool') {
      const {content, error} = result(message.content);
      answer.card(message).result({result: content, error});
    }
  }
  turns.forEach(turn => turn.answer.over());
  return turns;
}

function show(part, answer) {
  if (part.call) {
    answer.card(part.call).call(part.call);
  } else if (part.thinking !== undefined) {
    answer.thinking(part.thinking);
  } else {
    answer.token(part.text);
  }
}

function result(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {content: text};
  }
}
