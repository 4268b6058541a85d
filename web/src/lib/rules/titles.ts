// What a rule or a view is called where people read it.

import type { Rule, View } from '$lib/api/http';

export function viewTitle(view: View): string {
	return view.title || view.description || view.name;
}

export function ruleTitle(rule: Rule): string {
	return rule.title || rule.sentence;
}
