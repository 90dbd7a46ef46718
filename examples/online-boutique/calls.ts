import { GrpcMethod, HttpMethod, type CallOptions, type MeshService, type Workload } from 'cdk8s-mesh';
import type { Boutique } from './services';

/** A line of the table of calls. */
export interface Call {
  readonly from: MeshService | Workload;
  readonly to: MeshService;
  readonly asks: CallOptions;
}

/** Who calls what inside the shop. */
export function callsOf(shop: Boutique): Call[] {
  const { frontend, checkoutservice, cartservice, productcatalogservice, currencyservice, shippingservice } = shop;
  return [
    { from: shop.loadgenerator, to: frontend, asks: { methods: [HttpMethod.GET], paths: ['/', '/product/*', '/product-meta/*', '/cart', '/logout', '/assistant', '/static/*'] } },
    { from: shop.loadgenerator, to: frontend, asks: { methods: [HttpMethod.POST], paths: ['/cart', '/cart/empty', '/cart/checkout', '/setCurrency', '/bot'] } },

    { from: frontend, to: currencyservice, asks: rpc('CurrencyService', 'GetSupportedCurrencies', 'Convert') },
    { from: frontend, to: productcatalogservice, asks: rpc('ProductCatalogService', 'ListProducts', 'GetProduct') },
    { from: frontend, to: cartservice, asks: rpc('CartService', 'GetCart', 'AddItem', 'EmptyCart') },
    { from: frontend, to: shop.recommendationservice, asks: rpc('RecommendationService', 'ListRecommendations') },
    { from: frontend, to: shippingservice, asks: rpc('ShippingService', 'GetQuote') },
    { from: frontend, to: checkoutservice, asks: rpc('CheckoutService', 'PlaceOrder') },
    { from: frontend, to: shop.adservice, asks: rpc('AdService', 'GetAds') },

    { from: checkoutservice, to: cartservice, asks: rpc('CartService', 'GetCart', 'EmptyCart') },
    { from: checkoutservice, to: productcatalogservice, asks: rpc('ProductCatalogService', 'GetProduct') },
    { from: checkoutservice, to: currencyservice, asks: rpc('CurrencyService', 'Convert') },
    { from: checkoutservice, to: shippingservice, asks: rpc('ShippingService', 'GetQuote', 'ShipOrder') },
    { from: checkoutservice, to: shop.paymentservice, asks: rpc('PaymentService', 'Charge') },
    { from: checkoutservice, to: shop.emailservice, asks: rpc('EmailService', 'SendOrderConfirmation') },

    { from: shop.recommendationservice, to: productcatalogservice, asks: rpc('ProductCatalogService', 'ListProducts') },
    { from: cartservice, to: shop.redisCart, asks: { ports: [6379] } },
  ];
}

function rpc(service: string, ...methods: string[]): CallOptions {
  return { grpcMethods: methods.map(method => GrpcMethod.of(`hipstershop.${service}`, method)) };
}
