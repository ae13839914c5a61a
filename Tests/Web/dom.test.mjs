import assert from "node:assert/strict";
import { test } from "node:test";
import { keyed } from "../../WebUI/wwwroot/lib/dom.js";

/** A list as far as keyed() needs one. */
class List {
  children = [];
  get firstElementChild() { return this.children[0] ?? null; }

  insertBefore(node, at) {
    this.#without(node);
    this.children.splice(at ? this.children.indexOf(at) : this.children.length, 0, node);
  }

  node(name) {
    const list = this;
    return { name, dataset: {}, remove() { list.#without(this); },
      get nextElementSibling() { return list.children[list.children.indexOf(this) + 1] ?? null; } };
  }

  #without(node) { this.children = this.children.filter(one => one !== node); }
}

const show = (list, items) => keyed(list, items, item => item[0], item => list.node(item), () => {});
const names = list => list.children.map(({ name }) => name);

test("A node stays the same as long as its key does, wherever it stands", () => {
  const list = new List();
  show(list, ["a1", "b1", "c1"]);
  show(list, ["c2", "a2", "d2"]);
  assert.deepEqual(names(list), ["c1", "a1", "d2"]);
});

test("A key that comes twice does not make the list grow", () => {
  const list = new List();
  for (let i = 0; i < 5; i++) show(list, ["a", "a", "b"]);
  assert.deepEqual(names(list), ["a", "a", "b"]);
  show(list, ["b"]);
  assert.deepEqual(names(list), ["b"]);
});
