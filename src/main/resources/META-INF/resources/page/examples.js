import {byId, h} from './dom.js';

/** What to try, by domain; each is shown only where its function is offered. */
const DOMAINS = {
  'Day to day': {
    get_weather: "What's the weather in Reykjavik?",
    set_reminder: 'Remind me to call mom tomorrow at 6pm',
  },
  Shop: {
    check_order_status: 'Where is my order ORD-1001?',
    search_products: 'Search for running shoes under 60 dollars',
  },
  Support: {
    troubleshoot_issue: 'My router keeps disconnecting',
    fetch_account_details: 'Show me the details of account ACC-1001',
  },
  Learning: {
    quiz_student: 'Quiz me on photosynthesis with 2 easy questions',
    create_study_plan: 'Make a study plan for biology, 6 weeks, 5 hours per week',
  },
  Health: {
    track_symptoms: 'I have a headache and a fever, severity 4',
    schedule_consultation: 'I need a cardiologist on Tuesday at 9am',
  },
  'Records, typed and checked': {
    Joke: 'Tell me a joke about cats',
    BookRecommendation: 'Recommend me a book on crime thrillers',
  },
};

export function showExamples(functions, ask) {
  const names = new Set(functions.map(tool => tool.name));
  const groups = [];
  for (const [domain, examples] of Object.entries(DOMAINS)) {
    const known = Object.entries(examples).filter(([name]) => names.has(name));
    if (known.length) {
      groups.push(h('section', {}, h('h3', {}, domain), h('ul', {}, ...known.map(([, text]) =>
        h('li', {}, h('button', {type: 'button', className: 'example', onclick: () => ask(text)}, text))))));
    }
  }
  byId('examples').replaceChildren(...groups);
}
