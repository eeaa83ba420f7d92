// rowan_to_owned.rs - a borrowed node of a syntax tree becomes an owned one
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

use rowan::{GreenNode, GreenNodeData, GreenToken, NodeOrToken, SyntaxKind};

fn main() {
    let token = GreenToken::new(SyntaxKind(1), "word");
    let node = GreenNode::new(SyntaxKind(0), [NodeOrToken::Token(token)]);
    let borrowed: &GreenNodeData = &node;
    let owned: GreenNode = borrowed.to_owned();
    drop(node);
    println!("{}", owned.text_len() == 4.into());
}
