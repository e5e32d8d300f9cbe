"use strict";
// The query page works without this file; with it the editor has line numbers and keys, and answers come without leaving the page.
(() => {
  const form = document.getElementById("query-form");
  const editor = document.getElementById("query");
  if (!form || !editor) return;
  document.documentElement.classList.add("scripted");
  const gutter = form.querySelector(".gutter");
  const stop = form.querySelector(".stop");
  const running = document.getElementById("running");
  const longestAddress = 6000;
  let wrong = Number(editor.dataset.line || 0);
  let leaving = false;
  let current = null;

  const number = () => {
    const lines = editor.value.split("\n").length;
    if (gutter.childElementCount !== lines) {
      gutter.replaceChildren(...Array.from({ length: lines }, (_, at) => {
        const line = document.createElement("span");
        line.textContent = String(at + 1);
        return line;
      }));
    }
    for (const [at, line] of [...gutter.children].entries()) line.classList.toggle("wrong", at + 1 === wrong);
    gutter.scrollTop = editor.scrollTop;
  };

  const goTo = (line, column) => {
    const before = editor.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    editor.focus();
    editor.setSelectionRange(before + column - 1, before + column);
  };

  const insert = (text) => {
    editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
    number();
  };

  const sorted = (table, at, ascending) => {
    const key = (row) => row.cells[at].dataset.number ?? row.cells[at].textContent.trim();
    const numeric = [...table.tBodies[0].rows].every((row) => row.cells[at].dataset.number !== undefined || key(row) === "");
    const compare = (a, b) => (numeric ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b), "en", { numeric: true }));
    const rows = [...table.tBodies[0].rows].sort((a, b) => (ascending ? compare(a, b) : compare(b, a)));
    table.tBodies[0].append(...rows);
  };

  const makeSortable = () => {
    for (const table of document.querySelectorAll("#result table.rows")) {
      for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        button.title = "Sort the rows that are shown";
        button.addEventListener("click", () => {
          const ascending = head.getAttribute("aria-sort") !== "ascending";
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
          sorted(table, at, ascending);
        });
        head.replaceChildren(button);
      }
    }
  };

  const show = (html, address) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = page.getElementById("result");
    const result = document.getElementById("result");
    if (!found) {
      location.assign(address);
      return;
    }
    result.replaceWith(found);
    document.title = page.title;
    const error = found.querySelector(".error");
    wrong = Number(error ? error.dataset.line : 0);
    editor.toggleAttribute("aria-invalid", wrong > 0);
    number();
    makeSortable();
    const heading = found.querySelector("h2");
    running.textContent = heading ? heading.textContent.replace(/\s+/g, " ").trim() : "";
    if (wrong) goTo(wrong, Number(error.dataset.column));
    else found.scrollIntoView({ block: "nearest" });
  };

  const run = async () => {
    if (current) current.abort();
    const mine = new AbortController();
    current = mine;
    const fields = new URLSearchParams({ query: editor.value });
    const address = `${form.action}?${fields}`;
    const short = address.length <= longestAddress;
    stop.hidden = false;
    running.textContent = "Running…";
    document.getElementById("result").classList.add("busy");
    try {
      const answer = await fetch(short ? address : form.action, {
        headers: { Accept: "text/html" },
        signal: mine.signal,
        ...(short ? {} : { method: "POST", body: fields }),
      });
      show(await answer.text(), address);
      if (short) history.pushState(null, "", address);
    } catch (error) {
      if (current === mine) running.textContent = error.name === "AbortError" ? "Stopped." : "The service did not answer.";
    } finally {
      if (current === mine) {
        current = null;
        stop.hidden = true;
        document.getElementById("result").classList.remove("busy");
      }
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  stop.addEventListener("click", () => current && current.abort());
  editor.addEventListener("input", () => {
    wrong = 0;
    editor.removeAttribute("aria-invalid");
    number();
  });
  editor.addEventListener("scroll", () => { gutter.scrollTop = editor.scrollTop; });
  new ResizeObserver(number).observe(editor);
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "Escape") {
      leaving = true;
      return;
    } else if (event.key === "Tab" && !event.shiftKey && !leaving && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      insert("  ");
    }
    leaving = false;
  });
  window.addEventListener("popstate", () => location.reload());
  number();
  makeSortable();
})();
