/** The steps out of a node that one job can take. */
export interface Choice {
  /** Nodes; -1 leads out of the graph. */
  readonly to: readonly number[];
  /** Whether it may come whenever it likes: no schedule can put it off. */
  readonly isFree: boolean;
}

/**
 * The sets of nodes that a run can stay in for ever although the outside does what it likes: from each node, every free
 * choice stays inside, and so does some choice, whatever comes of it. They are the maximal end components of a Markov decision
 * process (de Alfaro, Formal verification of probabilistic systems, 1997, algorithm 3.1), where schedules decide and
 * answers from outside are chance: a loop that an answer can end is none of them.
 */
export function endComponents(choicesOf: readonly (readonly Choice[])[]): number[][] {
  const found: number[][] = [];
  const work: number[][] = stronglyConnected(choicesOf.map((_, node) => node), choicesOf.map((choices) => choices.flatMap((choice) => choice.to.filter((to) => to >= 0))));
  for (let nodes = work.pop(); nodes !== undefined; nodes = work.pop()) {
    const inside = new Set(nodes);
    // what may leave is taken away until nothing more is
    for (let changed = true; changed;) {
      changed = false;
      for (const node of inside) {
        const stays = (choice: Choice): boolean => choice.to.every((to) => inside.has(to));
        if (choicesOf[node].some(stays) && choicesOf[node].every((choice) => !choice.isFree || stays(choice))) continue;
        inside.delete(node);
        changed = true;
      }
    }
    const within = choicesOf.map((choices, node) => (inside.has(node) ? choices.filter((choice) => choice.to.every((to) => inside.has(to))).flatMap((choice) => choice.to) : []));
    const parts = stronglyConnected([...inside], within);
    if (parts.length === 1 && parts[0].length === nodes.length) found.push(nodes.sort((a, b) => a - b));
    else work.push(...parts);
  }
  return found;
}

/** Strongly connected components with a cycle in them. Tarjan, Depth-first search and linear graph algorithms (1972), without recursion. */
export function stronglyConnected(roots: readonly number[], successors: readonly (readonly number[])[]): number[][] {
  const components: number[][] = [];
  const order = new Int32Array(successors.length).fill(-1);
  const low = new Int32Array(successors.length);
  const isOpen = new Uint8Array(successors.length);
  const open: number[] = [];
  let count = 0;
  for (const root of roots) {
    if (order[root] >= 0) continue;
    const path: { readonly node: number; next: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = count++;
      isOpen[node] = 1;
      open.push(node);
      path.push({ node, next: 0 });
    };
    enter(root);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { node } = at;
      if (at.next < successors[node].length) {
        const to = successors[node][at.next++];
        if (order[to] < 0) enter(to);
        else if (isOpen[to] === 1) low[node] = Math.min(low[node], order[to]);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above.node] = Math.min(low[above.node], low[node]);
      if (low[node] !== order[node]) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen[member] = 0;
      if (component.length > 1 || successors[node].includes(node)) components.push(component);
    }
  }
  return components;
}
