// Renders one formula a line: reads [tex, display] as JSON, answers {html} or {error} as JSON.
const katex = require(process.argv[2]);
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", line => {
  const [tex, displayMode] = JSON.parse(line);
  const options = { displayMode, throwOnError: true, strict: "error", trust: false, output: "htmlAndMathml" };
  let answer;
  try {
    answer = { html: katex.renderToString(tex, options) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
